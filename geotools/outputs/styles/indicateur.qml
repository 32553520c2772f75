<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="moins de 20 %" filter="&quot;valeur&quot; &lt; 0.2" />
   <rule key="equilibre-rule-1" symbol="1" label="20 à 40 %" filter="&quot;valeur&quot; &gt;= 0.2 AND &quot;valeur&quot; &lt; 0.4" />
   <rule key="equilibre-rule-2" symbol="2" label="40 à 60 %" filter="&quot;valeur&quot; &gt;= 0.4 AND &quot;valeur&quot; &lt; 0.6" />
   <rule key="equilibre-rule-3" symbol="3" label="60 à 80 %" filter="&quot;valeur&quot; &gt;= 0.6 AND &quot;valeur&quot; &lt; 0.8" />
   <rule key="equilibre-rule-4" symbol="4" label="80 % et plus" filter="&quot;valeur&quot; &gt;= 0.8" />
   <rule key="equilibre-rule-5" symbol="5" label="s : non diffusé" filter="&quot;valeur&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="255,255,212,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="1" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="254,217,142,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="2" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="254,153,41,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="3" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="217,95,14,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="4" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="153,52,4,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="5" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="255,255,255,255" type="QString" />
      <Option name="style" value="solid" type="QString" />
      <Option name="outline_color" value="107,107,107,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="joinstyle" value="round" type="QString" />
     </Option>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="45" type="QString" />
      <Option name="distance" value="1.6" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="154,154,154,255" type="QString" />
     </Option>
     <symbol name="@5@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="154,154,154,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
    <layer class="LinePatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="angle" value="135" type="QString" />
      <Option name="distance" value="1.6" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="154,154,154,255" type="QString" />
     </Option>
     <symbol name="@5@2" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="154,154,154,255" type="QString" />
        <Option name="line_style" value="solid" type="QString" />
        <Option name="line_width" value="0.18" type="QString" />
        <Option name="line_width_unit" value="MM" type="QString" />
        <Option name="capstyle" value="flat" type="QString" />
        <Option name="joinstyle" value="round" type="QString" />
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <layerGeometryType>2</layerGeometryType>
</qgis>
