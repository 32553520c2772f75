<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="moins de 0,5" filter="&quot;specialisation&quot; &lt; 0.5" />
   <rule key="equilibre-rule-1" symbol="1" label="0,5 à 0,8" filter="&quot;specialisation&quot; &gt;= 0.5 AND &quot;specialisation&quot; &lt; 0.8" />
   <rule key="equilibre-rule-2" symbol="2" label="0,8 à 1,25 : à proportion du parc" filter="&quot;specialisation&quot; &gt;= 0.8 AND &quot;specialisation&quot; &lt; 1.25" />
   <rule key="equilibre-rule-3" symbol="3" label="1,25 à 2" filter="&quot;specialisation&quot; &gt;= 1.25 AND &quot;specialisation&quot; &lt; 2" />
   <rule key="equilibre-rule-4" symbol="4" label="2 et plus" filter="&quot;specialisation&quot; &gt;= 2" />
   <rule key="equilibre-rule-5" symbol="5" label="s : non diffusé" filter="&quot;specialisation&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="84,39,136,255" type="QString" />
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
      <Option name="color" value="178,171,210,255" type="QString" />
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
      <Option name="color" value="247,247,247,255" type="QString" />
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
      <Option name="color" value="253,184,99,255" type="QString" />
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
      <Option name="distance" value="2.4" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="74,74,74,255" type="QString" />
     </Option>
     <symbol name="@3@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="74,74,74,255" type="QString" />
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
   <symbol name="4" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="179,88,6,255" type="QString" />
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
      <Option name="distance" value="1.2" type="QString" />
      <Option name="distance_unit" value="MM" type="QString" />
      <Option name="line_width" value="0.18" type="QString" />
      <Option name="line_width_unit" value="MM" type="QString" />
      <Option name="color" value="74,74,74,255" type="QString" />
     </Option>
     <symbol name="@4@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" value="74,74,74,255" type="QString" />
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
