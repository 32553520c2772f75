<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="moins de 60" filter="&quot;indice_fragilite&quot; &lt; 60" />
   <rule key="equilibre-rule-1" symbol="1" label="60 à 80" filter="&quot;indice_fragilite&quot; &gt;= 60 AND &quot;indice_fragilite&quot; &lt; 80" />
   <rule key="equilibre-rule-2" symbol="2" label="80 à 95" filter="&quot;indice_fragilite&quot; &gt;= 80 AND &quot;indice_fragilite&quot; &lt; 95" />
   <rule key="equilibre-rule-3" symbol="3" label="95 à 105 : proche de la référence" filter="&quot;indice_fragilite&quot; &gt;= 95 AND &quot;indice_fragilite&quot; &lt; 105" />
   <rule key="equilibre-rule-4" symbol="4" label="105 à 125" filter="&quot;indice_fragilite&quot; &gt;= 105 AND &quot;indice_fragilite&quot; &lt; 125" />
   <rule key="equilibre-rule-5" symbol="5" label="125 à 150" filter="&quot;indice_fragilite&quot; &gt;= 125 AND &quot;indice_fragilite&quot; &lt; 150" />
   <rule key="equilibre-rule-6" symbol="6" label="150 et plus" filter="&quot;indice_fragilite&quot; &gt;= 150" />
   <rule key="equilibre-rule-7" symbol="7" label="s : non diffusé" filter="&quot;indice_fragilite&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="43,92,138,255" type="QString" />
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
      <Option name="color" value="111,163,204,255" type="QString" />
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
      <Option name="color" value="195,219,236,255" type="QString" />
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
      <Option name="color" value="245,241,230,255" type="QString" />
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
      <Option name="color" value="251,211,162,255" type="QString" />
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
      <Option name="color" value="236,143,61,255" type="QString" />
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
     <symbol name="@5@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
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
   <symbol name="6" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" value="168,74,11,255" type="QString" />
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
     <symbol name="@6@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
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
   <symbol name="7" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
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
     <symbol name="@7@1" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
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
     <symbol name="@7@2" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
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
